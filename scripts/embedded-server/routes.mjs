/* Which room answers what: `POST /path/:id` to what makes the reply. */
import { chatRoom } from './chat.mjs';
import { decisionsRoom } from './decisions.mjs';
import { documentsRoom } from './documents.mjs';
import { embeddingsRoom } from './embeddings.mjs';
import { filesRoom } from './files.mjs';
import { imagesRoom } from './images.mjs';
import { modelsRoom } from './models.mjs';
import { moderationsRoom } from './moderations.mjs';
import { responsesRoom } from './responses.mjs';
import { transcriptsRoom } from './transcripts.mjs';

/** `run` answers a request of a batch, as the server would answer it itself. */
export const roomsOf = async ({ stage, run }) => ({
  ...chatRoom,
  ...decisionsRoom,
  ...documentsRoom,
  ...embeddingsRoom,
  ...imagesRoom,
  ...modelsRoom,
  ...moderationsRoom,
  ...transcriptsRoom,
  ...responsesRoom(stage),
  ...(await filesRoom(stage, run)),
});

/** The handler for a path, and the ids in it; undefined when there is none. */
export function routeTo(rooms, method, path) {
  for (const [route, handler] of Object.entries(rooms)) {
    const [verb, pattern] = route.split(' ');
    const found = verb === method && new RegExp(`^${pattern.replaceAll(':id', '([^/]+)')}$`).exec(path);
    if (found) return { handler, ids: found.slice(1).map(decodeURIComponent) };
  }
  return undefined;
}
