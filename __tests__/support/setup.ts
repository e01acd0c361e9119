import nock from 'nock';
import traps from '../../scripts/traps.json';

/** No test reaches a network; servers that a test starts itself listen on localhost. */
process.env['SSRF_DNS_RESOLUTION_CHECK'] = 'false';

/** What a server's own variables hold, there before the plugin is loaded; no test may notice. */
Object.assign(process.env, traps);

beforeAll(() => {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  nock.enableNetConnect('localhost');
});

afterEach(() => {
  nock.cleanAll();
});

// Node's http module is the same for all test files of a process: https://github.com/nock/nock#memory-issues-with-jest
afterAll(() => {
  nock.restore();
});
