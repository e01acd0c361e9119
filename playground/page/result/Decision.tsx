import type { Json, JsonObject } from '../../api';
import { asText, isObject } from '../server';
import { Facts } from './Facts';
import { fourDigits } from '../numbers';
import { OtherMembers } from './OtherMembers';
import { type Score, Scores } from './Scores';

/** What Decide says of one input: each question's answer, and how sure the model is of it. */
export function Decision({ data }: { readonly data: JsonObject }) {
  const { answers, details, ok: _, ...others } = data;
  const detailsOf = (name: string) => (isObject(details) && isObject(details[name]) ? details[name] : {});
  return (
    <>
      <ul class="decisions">
        {Object.entries(isObject(answers) ? answers : {}).map(([name, answer]) => (
          <li key={name}>
            <OneAnswer name={name} answer={answer} details={detailsOf(name)} />
          </li>
        ))}
      </ul>
      <OtherMembers members={others} />
    </>
  );
}

type Props = { readonly name: string; readonly answer: Json; readonly details: JsonObject };

function OneAnswer({ name, answer, details }: Props) {
  const { probability, probabilities, confidence, score, refused } = details;
  const scores = isObject(probabilities) ? probabilities : { true: probability };
  const listed = Object.entries(scores).flatMap(([label, value]): Score[] =>
    typeof value === 'number' ? [{ name: label, value, isMarked: label === asText(answer) }] : []
  );
  const number = (value: Json) =>
    typeof value === 'number' ? <span title={String(value)}>{fourDigits(value)}</span> : '';
  return (
    <>
      <p class="decision-answer">
        <span class="decision-name">{name}</span>
        <strong>{refused === true ? 'refused' : asText(answer)}</strong>
      </p>
      <Scores scores={listed} />
      <Facts
        facts={[
          ['Confidence', number(confidence)],
          ['Score', number(score)],
        ]}
      />
    </>
  );
}
