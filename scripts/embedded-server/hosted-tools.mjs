/* What a response holds of OpenAI's own tools: https://platform.openai.com/docs/guides/tools */

/** How each tool was used. */
const ITEMS = {
  web_search: (_, said) => ({
    id: 'ws_1',
    type: 'web_search_call',
    action: { type: 'search', queries: [said], sources: [{ type: 'url', url: 'https://example.com/another' }] },
  }),
  file_search: (_, said, documentsFor) => ({
    id: 'fs_1',
    type: 'file_search_call',
    queries: [said],
    results: documentsFor(said)
      .slice(0, 2)
      .map(({ content: [{ text }], ...found }) => ({ ...found, text })),
  }),
  code_interpreter: () => ({
    id: 'ci_1',
    type: 'code_interpreter_call',
    code: 'print(6 * 7)',
    container_id: 'cntr_1',
    outputs: [{ type: 'logs', logs: '42\n' }],
  }),
  mcp: ({ server_label }, said) => ({
    id: 'mcp_1',
    type: 'mcp_call',
    server_label,
    name: 'search',
    arguments: JSON.stringify({ query: said }),
    output: '(made up) Nothing was found.',
    error: null,
  }),
};

/** The places that the answer cites. */
const CITATIONS = {
  web_search: {
    type: 'url_citation',
    url: 'https://example.com/?utm_source=openai',
    title: 'An example',
    start_index: 0,
    end_index: 9,
  },
  file_search: { type: 'file_citation', file_id: 'file-abc123', filename: 'terms.md', index: 0 },
};

/** An item for each of the tools. */
export const itemsOf = (tools, said, documentsFor) =>
  tools.flatMap((tool) => {
    const item = ITEMS[tool.type]?.(tool, said, documentsFor);
    return item ? [{ status: 'completed', ...item }] : [];
  });

export const citationsOf = (tools) => tools.flatMap(({ type }) => CITATIONS[type] ?? []);
