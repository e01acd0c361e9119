import { useSignal } from '@preact/signals';
import { useStore } from '../state/store';
import { Binding } from './Binding';
import { pick, sizeOf } from './files';

/** Puts files into App state as ToolJet's File picker does, by a choice or by dropping them here. */
export function FilePicker() {
  const { app } = useStore();
  const { files } = app;
  const problems = useSignal<readonly string[]>([]);
  const isOver = useSignal(false);
  const add = async (chosen: readonly File[]) => {
    const picked = await pick(chosen);
    files.value = [...files.value, ...picked.files];
    problems.value = picked.problems;
  };
  return (
    <section
      aria-labelledby="files-title"
      class={`state-part drop${isOver.value ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => {
        isOver.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        isOver.value = false;
        void add([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <h3 id="files-title">File picker</h3>
      <ul class="held">
        {files.value.map((file, index) => (
          <li key={file}>
            {file.type.startsWith('image/') && <img class="thumbnail" src={file.dataURL} alt="" />}
            <span class="file-name">
              {file.name} <span class="quiet">{sizeOf(file.dataURL)}</span>
            </span>
            <button
              type="button"
              class="remove"
              aria-label={`Remove ${file.name}`}
              onClick={() => {
                files.value = files.value.filter((other) => other !== file);
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
        Or drop them here; 50 MB each at most. They stay in this page.
      </p>
      <p class="note problem" role="status">
        {problems.value.join('\n')}
      </p>
    </section>
  );
}
