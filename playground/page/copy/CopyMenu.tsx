import { useMemo } from 'preact/hooks';
import { Menu } from '../Menu';
import { whole } from '../result/cut';
import { useStore } from '../state/store';
import { createCopier } from './clipboard';
import { asCurl } from './curl';
import { askDryRun, hasDryRun } from './dry-run';
import { asFetch } from './fetch';
import { baseOf, type Request, requestOf } from './request';

/** Copies the query as it is filled in, as a request or as ToolJet keeps it, and the result on show. */
export function CopyMenu() {
  const { forms, query, connection, runs } = useStore();
  const { note, copy, say } = useMemo(createCopier, []);
  const copyRequest = async (as: (request: Request) => string) => {
    const { value: source } = connection.source;
    const result = await askDryRun(connection, query.sent.value);
    const request = result.status === 'ok' ? requestOf(result, baseOf(source)) : undefined;
    if (request) await copy(as(request));
    else say(`Not copied. ${result.description ?? result.message ?? 'The plugin shows no request.'}`);
  };
  const isShown = hasDryRun(forms.query, query.options.value);
  const { value: run } = runs.shown;
  return (
    <div class="copy-menu">
      <span role="status" class="copy-note">
        {note.value}
      </span>
      <Menu label="Copy">
        {(close) => {
          const item = (label: string, act: () => unknown, isOff = false) => (
            <button
              type="button"
              disabled={isOff}
              onClick={() => {
                close();
                act();
              }}
            >
              {label}
            </button>
          );
          return (
            <>
              {item('Copy as curl', () => copyRequest(asCurl), !isShown)}
              {item('Copy as fetch', () => copyRequest(asFetch), !isShown)}
              {!isShown && <p class="quiet">This operation has no dry run, which would tell its request.</p>}
              {item('Copy as ToolJet query', () => copy(whole(query.options.value)))}
              {item('Copy result', () => copy(whole(resultOf(run))), !run)}
              <p class="quiet">A request names $OPENAI_API_KEY in place of the key.</p>
            </>
          );
        }}
      </Menu>
    </div>
  );
}

/** What an app would get: the data, or the whole error. */
const resultOf = (run: ReturnType<typeof useStore>['runs']['shown']['value']) =>
  run?.result.status === 'ok' ? run.result.data : { ...run?.result };
