import nock from 'nock';

/** No test reaches a network; servers that a test starts itself listen on localhost. */
process.env['SSRF_DNS_RESOLUTION_CHECK'] = 'false';

beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect('localhost');
});

afterEach(() => {
  nock.cleanAll();
});
