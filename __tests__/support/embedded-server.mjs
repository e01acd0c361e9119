/* Runs the embedded server in a process of its own, because Jest loads no ES modules; tells the data source that leads there. */
import { startEmbeddedServer } from '../../scripts/embedded-server/index.mjs';

const { source } = await startEmbeddedServer({ stage: 50 });
process.send(source());
process.once('disconnect', () => process.exit());
