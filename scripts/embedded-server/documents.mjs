import { similarity } from './embeddings.mjs';
import { json, refusal, seconds } from './replies.mjs';

/** Passages of a vector store, the only one there is. */
const STORE = 'vs_abc123';
const DOCUMENTS = [
  ['terms.md', { region: 'us', year: 2026 }, 'You can return an order within 30 days.'],
  ['terms.md', { region: 'us', year: 2026 }, 'Orders are shipped within two working days.'],
  ['terms-eu.md', { region: 'eu', year: 2025 }, 'You can return an order within 14 days.'],
  ['help.md', { region: 'us', year: 2025 }, 'To reset your password, open Settings and choose Change password.'],
  ['help.md', { region: 'us', year: 2025 }, 'Delete your account in Settings; your orders stay on record.'],
];
const FILES = [...new Set(DOCUMENTS.map(([filename]) => filename))];
const fileId = (filename) => (filename === 'terms.md' ? 'file-abc123' : `file-${FILES.indexOf(filename) + 1}`);

/** The passages with the score of each, the best first. */
export const documentsFor = (query) =>
  DOCUMENTS.map(([filename, attributes, text]) => ({
    file_id: fileId(filename),
    filename,
    score: Math.max(0, similarity(text, query)),
    attributes,
    content: [{ type: 'text', text }],
  })).sort((one, other) => other.score - one.score);

const COMPARISONS = {
  eq: (one, other) => one === other,
  ne: (one, other) => one !== other,
  gt: (one, other) => one > other,
  gte: (one, other) => one >= other,
  lt: (one, other) => one < other,
  lte: (one, other) => one <= other,
  in: (one, others) => others.includes(one),
  nin: (one, others) => !others.includes(one),
};

/** Whether a passage's attributes are as the filter says: https://platform.openai.com/docs/guides/retrieval#attribute-filtering */
function passes(filter, attributes) {
  if (!filter) return true;
  const { type, key, value, filters } = filter;
  if (type === 'and') return filters.every((one) => passes(one, attributes));
  if (type === 'or') return filters.some((one) => passes(one, attributes));
  return key in attributes && COMPARISONS[type](attributes[key], value);
}

function checkStore(id) {
  if (id !== STORE) throw refusal(404, `Vector store with id '${id}' not found.`);
}

const entryOf = (id, status) => ({
  id,
  object: 'vector_store.file',
  created_at: seconds(),
  vector_store_id: STORE,
  status,
  last_error: null,
});

export const documentsRoom = {
  'POST /vector_stores/:id/search': ({ ids: [id], body }) => {
    checkStore(id);
    const { query, max_num_results = 10, ranking_options: { score_threshold = 0 } = {}, filters } = body;
    const found = documentsFor(query).filter((one) => one.score >= score_threshold && passes(filters, one.attributes));
    return json({
      object: 'vector_store.search_results.page',
      search_query: [query],
      data: found.slice(0, max_num_results),
      has_more: false,
      next_page: null,
    });
  },
  'POST /vector_stores/:id/files': ({ ids: [id], body }) => {
    checkStore(id);
    return json(entryOf(body.file_id, 'in_progress'));
  },
  'GET /vector_stores/:id/files/:id': ({ ids: [id, file] }) => {
    checkStore(id);
    return json(entryOf(file, 'completed'));
  },
};
