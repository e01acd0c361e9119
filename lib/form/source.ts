import { isObject } from '../json';
import type { Source } from '../types';

/** The connection form's values, whatever ToolJet hands over. */
export const sourceOf = (options: unknown): Source => (isObject(options) ? options : {});
