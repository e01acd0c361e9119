/* The widgets of ToolJet's V1 form, by the types of fields. */
import type { ComponentType } from 'preact';
import { CodeWidget } from './CodeWidget';
import { DropdownWidget } from './DropdownWidget';
import { PairsWidget } from './PairsWidget';
import { PasswordWidget } from './PasswordWidget';
import { TextAreaWidget, TextWidget } from './TextWidget';
import type { WidgetProps } from './widget';

const WIDGETS: Readonly<Record<string, ComponentType<WidgetProps>>> = {
  'text': TextWidget,
  'textarea': TextAreaWidget,
  'password': PasswordWidget,
  'codehinter': CodeWidget,
  'dropdown': DropdownWidget,
  'dropdown-component-flip': DropdownWidget,
  'react-component-headers': PairsWidget,
};

const Unknown = ({ field }: WidgetProps) => (
  <p class="note problem">The playground cannot draw a field of the type {field.type}.</p>
);

export const widgetOf = (type: string): ComponentType<WidgetProps> =>
  (Object.hasOwn(WIDGETS, type) ? WIDGETS[type] : undefined) ?? Unknown;
