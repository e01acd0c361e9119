import type {
  Response,
  ResponseFunctionWebSearch,
  ResponseOutputItem,
  ResponseOutputMessage,
  ResponseOutputText,
} from 'openai/resources/responses/responses';
import { answering, ask } from './support/openai';

/** One of each member of a union, by its type: tsc says which is missing when the SDK has a new one. */
type OneOfEach<Union extends { type: string }> = { [Type in Union['type']]: Extract<Union, { type: Type }> };

const ANNOTATIONS: OneOfEach<ResponseOutputText['annotations'][number]> = {
  url_citation: {
    type: 'url_citation',
    url: 'https://a.example.com/?utm_source=openai',
    title: 'A page',
    start_index: 0,
    end_index: 1,
  },
  file_citation: { type: 'file_citation', file_id: 'file-1', filename: 'guide.md', index: 0 },
  container_file_citation: {
    type: 'container_file_citation',
    container_id: 'cntr_1',
    file_id: 'cfile_1',
    filename: 'chart.png',
    start_index: 0,
    end_index: 1,
  },
  file_path: { type: 'file_path', file_id: 'file-2', index: 0 },
};

const PARTS: OneOfEach<ResponseOutputMessage['content'][number]> = {
  output_text: { type: 'output_text', text: 'All is well.', annotations: Object.values(ANNOTATIONS) },
  refusal: { type: 'refusal', refusal: 'I will say no more.' },
};

const ACTIONS: OneOfEach<ResponseFunctionWebSearch['action']> = {
  search: {
    type: 'search',
    queries: ['news', 'weather'],
    sources: [
      { type: 'url', url: 'https://a.example.com/' },
      { type: 'url', url: 'https://b.example.com/' },
    ],
  },
  open_page: { type: 'open_page', url: 'https://a.example.com/' },
  find_in_page: { type: 'find_in_page', url: 'https://a.example.com/', pattern: 'well' },
};

const ITEMS: OneOfEach<ResponseOutputItem> = {
  message: { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: Object.values(PARTS) },
  reasoning: { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Let me see.' }] },
  web_search_call: { type: 'web_search_call', id: 'ws_1', status: 'completed', action: ACTIONS.search },
  file_search_call: {
    type: 'file_search_call',
    id: 'fs_1',
    status: 'completed',
    queries: ['how'],
    results: [{ file_id: 'file-1', filename: 'guide.md', score: 0.9, text: 'Like this.', attributes: { page: 1 } }],
  },
  code_interpreter_call: {
    type: 'code_interpreter_call',
    id: 'ci_1',
    status: 'completed',
    code: 'print(1)',
    container_id: 'cntr_1',
    outputs: [{ type: 'logs', logs: '1' }],
  },
  image_generation_call: { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'iVBORw0KGgo=' },
  mcp_call: {
    type: 'mcp_call',
    id: 'mcp_1',
    server_label: 'tickets',
    name: 'find',
    arguments: '{"id":7}',
    output: 'Ticket 7',
    error: null,
  },
  function_call: { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'add', arguments: '{"a":1}' },
  function_call_output: {
    type: 'function_call_output',
    id: 'fco_1',
    call_id: 'call_1',
    status: 'completed',
    output: '2',
  },
  custom_tool_call: { type: 'custom_tool_call', call_id: 'call_2', name: 'run', input: 'now' },
  custom_tool_call_output: {
    type: 'custom_tool_call_output',
    id: 'cto_1',
    call_id: 'call_2',
    status: 'completed',
    output: 'Done',
  },
  computer_call: {
    type: 'computer_call',
    id: 'cu_1',
    call_id: 'call_3',
    status: 'completed',
    pending_safety_checks: [],
    action: { type: 'screenshot' },
  },
  computer_call_output: {
    type: 'computer_call_output',
    id: 'cuo_1',
    call_id: 'call_3',
    status: 'completed',
    output: { type: 'computer_screenshot', image_url: 'https://c.example.com/screen.png' },
  },
  local_shell_call: {
    type: 'local_shell_call',
    id: 'ls_1',
    call_id: 'call_4',
    status: 'completed',
    action: { type: 'exec', command: ['ls'], env: {} },
  },
  local_shell_call_output: { type: 'local_shell_call_output', id: 'lso_1', output: 'guide.md' },
  shell_call: {
    type: 'shell_call',
    id: 'sh_1',
    call_id: 'call_5',
    status: 'completed',
    environment: null,
    action: { commands: ['ls'], max_output_length: null, timeout_ms: null },
  },
  shell_call_output: {
    type: 'shell_call_output',
    id: 'sho_1',
    call_id: 'call_5',
    status: 'completed',
    max_output_length: null,
    output: [{ outcome: { type: 'exit', exit_code: 0 }, stdout: 'guide.md', stderr: '' }],
  },
  apply_patch_call: {
    type: 'apply_patch_call',
    id: 'ap_1',
    call_id: 'call_6',
    status: 'completed',
    operation: { type: 'delete_file', path: 'guide.md' },
  },
  apply_patch_call_output: {
    type: 'apply_patch_call_output',
    id: 'apo_1',
    call_id: 'call_6',
    status: 'completed',
    output: 'Gone',
  },
  mcp_list_tools: { type: 'mcp_list_tools', id: 'mcpl_1', server_label: 'tickets', tools: [] },
  mcp_approval_request: {
    type: 'mcp_approval_request',
    id: 'mcpr_1',
    server_label: 'tickets',
    name: 'close',
    arguments: '{}',
  },
  mcp_approval_response: {
    type: 'mcp_approval_response',
    id: 'mcpa_1',
    approval_request_id: 'mcpr_1',
    approve: true,
  },
  tool_search_call: {
    type: 'tool_search_call',
    id: 'ts_1',
    call_id: null,
    status: 'completed',
    execution: 'server',
    arguments: {},
  },
  tool_search_output: {
    type: 'tool_search_output',
    id: 'tso_1',
    call_id: null,
    status: 'completed',
    execution: 'server',
    tools: [],
  },
  additional_tools: { type: 'additional_tools', id: 'at_1', role: 'system', tools: [] },

  compaction: { type: 'compaction', id: 'cp_1', encrypted_content: 'c2VjcmV0' },
  program: { type: 'program', id: 'pr_1', call_id: 'call_7', code: 'run()', fingerprint: 'f1' },
  program_output: { type: 'program_output', id: 'pro_1', call_id: 'call_7', status: 'completed', result: '3' },
};

const REPLY: Pick<Response, 'id' | 'object' | 'status' | 'model' | 'output'> = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt-5.2',
  output: [
    ...Object.values(ITEMS),
    { ...ITEMS.web_search_call, action: ACTIONS.open_page },
    { ...ITEMS.web_search_call, action: ACTIONS.find_in_page },
  ],
};

const DATA = {
  content: 'All is well.',
  sources: [{ url: 'https://a.example.com/', title: 'A page' }, { url: 'https://b.example.com/' }],
  files: [
    { file_id: 'file-1', filename: 'guide.md' },
    { file_id: 'cfile_1', container_id: 'cntr_1', filename: 'chart.png' },
    { file_id: 'file-2' },
  ],
  response_id: 'resp_1',
  status: 'completed',
};

test.each<[string, object, object]>([
  ['Reply only', {}, DATA],
  [
    'Full response',
    { output: 'full' },
    {
      ...DATA,
      model: 'gpt-5.2',
      tool_calls: [
        { type: 'web_search_call', status: 'completed', searched: ['news', 'weather'] },
        { type: 'file_search_call', status: 'completed', queries: ['how'] },
        { type: 'code_interpreter_call', status: 'completed', code: 'print(1)' },
        { type: 'image_generation_call', status: 'completed' },
        { type: 'mcp_call', server_label: 'tickets', name: 'find', arguments: '{"id":7}' },
        { type: 'function_call', name: 'add', arguments: '{"a":1}' },
        { type: 'web_search_call', status: 'completed', searched: 'https://a.example.com/' },
        { type: 'web_search_call', status: 'completed', searched: 'https://a.example.com/' },
      ],
      reasoning: 'Let me see.',
      passages: [{ filename: 'guide.md', score: 0.9, text: 'Like this.' }],
      warnings: [],
    },
  ],
])('A reply with every type of item, part, search and annotation is read, with %s', async (_output, options, data) => {
  answering('/v1/responses', [{ reply: REPLY }]);
  expect(await ask({ operation: 'ask', prompt: 'What is new?', ...options })).toStrictEqual({
    status: 'ok',
    data,
    metadata: { model: 'gpt-5.2', request_id: 'req_1', warnings: [], attempts: 1 },
  });
});
