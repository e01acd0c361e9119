import type { ComponentChildren } from 'preact';
import type { Json as Value, JsonObject } from '../../api';
import { isObject } from '../server';
import { Answer } from './Answer';
import { Batch } from './Batch';
import { Decision } from './Decision';
import { Gallery } from './Gallery';
import { Json } from './Json';
import { Media } from './Media';
import { OtherMembers } from './OtherMembers';
import { PlainText } from './PlainText';
import {
  dataUriIn,
  imagesOf,
  isAnswer,
  isBatch,
  isDecision,
  isList,
  isObjects,
  isText,
  isTranscript,
  isVerdict,
} from './shapes';
import { Subtitles } from './Subtitles';
import { kindOf } from './timed-text';
import { Table } from './Table';
import { Transcript } from './Transcript';
import { Vector } from './Vector';
import { norm, vectorOf, vectorsOf } from './vectors';
import { Verdict } from './Verdict';

/** The data of a result as a person reads it; as JSON where there is no better view. */
export function Preview({ data }: { readonly data: Value }) {
  if (isText(data)) return <TextPreview text={data} />;
  if (data === null || data === undefined) return <p class="quiet">The answer is empty.</p>;
  if (!isObject(data)) return <>{special(data) ?? <Json value={data} label="Preview" />}</>;
  const images = imagesOf(data);
  if (images.length > 0) return <Gallery addresses={images} />;
  const file = dataUriIn(data['url']);
  if (file) return <Media file={file} {...(typeof data['size'] === 'number' && { size: data['size'] })} />;
  if (isBatch(data)) return <Batch data={data} />;
  if (isDecision(data)) return <Decision data={data} />;
  if (isVerdict(data)) return <Verdict data={data} />;
  if (isTranscript(data)) return <Transcript data={data} />;
  return isAnswer(data) ? <Answer data={data} /> : <Members data={data} />;
}

function TextPreview({ text }: { readonly text: string }) {
  const file = dataUriIn(text);
  if (file) return <Media file={file} />;
  if (kindOf(text)) return <Subtitles text={text} />;
  return text === '' ? <p class="quiet">The answer is an empty text.</p> : <PlainText text={text} />;
}

/** Members that have a view of their own under their names, and all else as JSON. */
function Members({ data }: { readonly data: JsonObject }) {
  const members = Object.entries(data).map(([key, value]) => ({ key, value, view: memberView(key, value) }));
  if (members.every(({ view }) => view === undefined)) return <Json value={data} label="Preview" />;
  const rest = members.filter(({ view }) => view === undefined).map(({ key, value }) => [key, value] as const);
  return (
    <>
      {members
        .filter(({ view }) => view !== undefined)
        .map(({ key, view }) => (
          <section key={key}>
            <h3>{key}</h3>
            {view}
          </section>
        ))}
      <OtherMembers members={Object.fromEntries(rest)} />
    </>
  );
}

const memberView = (key: string, value: Value): ComponentChildren => {
  const numbers = key === 'embedding' ? vectorOf(value) : undefined;
  return numbers ? <Vector numbers={numbers} /> : special(value);
};

/** A view for vectors, and for lists of vectors, batches or objects; undefined for all else. */
function special(value: Value): ComponentChildren {
  if (!isList(value)) return undefined;
  const numbers = vectorOf(value);
  if (numbers) return <Vector numbers={numbers} />;
  if (isObjects(value)) {
    return value.every(isBatch) ? (
      value.map((batch, index) => <Batch key={index} data={batch} />)
    ) : (
      <Table rows={value} />
    );
  }
  const rows = vectorsOf(value)?.map((vector) => ({ vector: [...vector], norm: norm(vector) }));
  return rows && <Table rows={rows} />;
}
