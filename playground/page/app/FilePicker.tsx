import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useStore } from '../state/store';
import { Binding } from './Binding';
import { pick, sizeOfData } from './files';

/** Puts files into App state as ToolJet's File picker does, by a choice or by dropping them anywhere on the page. */
export function FilePicker() {
  const { app } = useStore();
  const { picked } = app;
  const { value: files = [] } = picked;
  const problems = useSignal<readonly string[]>([]);
  const isOver = useSignal(false);
  const add = async (chosen: readonly File[]) => {
    const added = await pick(chosen);
    if (added.files.length > 0) picked.value = [...(picked.value ?? []), ...added.files];
    problems.value = added.problems;
  };
  useEffect(
    () =>
      onFiles((dropped) => {
        isOver.value = dropped === 'over';
        if (typeof dropped === 'object') void add(dropped);
      }),
    []
  );
  return (
    <section aria-labelledby="files-title" class={`state-part drop${isOver.value ? ' over' : ''}`}>
      <h3 id="files-title">File picker</h3>
      <ul class="entries">
        {files.map((file, index) => (
          <li key={file}>
            {file.type.startsWith('image/') && <img class="thumbnail" src={file.dataURL} alt="" />}
            <span class="file-name">
              {file.name} <span class="quiet">{sizeOfData(file.dataURL)}</span>
            </span>
            <button
              type="button"
              class="remove"
              aria-label={`Remove ${file.name}`}
              onClick={() => {
                picked.value = files.filter((other) => other !== file);
              }}
            >
              ×
            </button>
            <Binding template={`{{components.filepicker1.file[${index}]}}`} />
          </li>
        ))}
      </ul>
      <input
        type="file"
        multiple
        aria-label="Pick files"
        aria-describedby="files-help"
        onChange={({ currentTarget }) => {
          void add([...(currentTarget.files ?? [])]);
          // So that the same file can be picked again.
          currentTarget.value = '';
        }}
      />
      <p id="files-help" class="quiet">
        Or drop them on the page; 50 MB each at most. They stay in this page.
      </p>
      <p class="note problem" role="status">
        {problems.value.join('\n')}
      </p>
    </section>
  );
}

/** Tells of files that are dragged over the page, leave it, and are dropped; without it the browser would open them instead. */
function onFiles(tell: (files: 'over' | 'gone' | readonly File[]) => void): () => void {
  const listener = (event: DragEvent) => {
    const isElsewhere = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (isElsewhere || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'drop') tell([...event.dataTransfer.files]);
    else tell(event.type === 'dragover' ? 'over' : 'gone');
  };
  const types = ['dragover', 'dragleave', 'drop'] as const;
  // Before a code field takes the text of the file.
  for (const type of types) window.addEventListener(type, listener, { capture: true });
  return () => {
    for (const type of types) window.removeEventListener(type, listener, { capture: true });
  };
}
