// Builds a generation, switches to it and drops the one before, without end; goes on with what a killed run has left. Writes the number of
// each generation it has switched to. Every call of a generation says in holdCount which one it is of.
import { requestDrop } from '#projections';
import { openSqliteReadModels } from '#store-sqlite';

const STREAMS = 300;
const [dataDir, callText] = process.argv.slice(2);
const call = JSON.parse(callText);
const readModels = await openSqliteReadModels({ dataDir });
await readModels.openProjection('calls', '1', 'log');
const inState = async (...states) =>
  (await readModels.generations('calls')).filter(({ state }) => states.includes(state));

const fill = async (generation) => {
  const documents = Array.from({ length: STREAMS }, (_, i) => {
    const stream = `campaignRecord-${i}`;
    const one = { ...call, id: stream, holdCount: generation.number, revision: { stream, number: 1 } };
    return { stream, revision: 1, position: '1', calls: [one], record: null };
  });
  await readModels.replaceDocuments(generation, documents, null);
};

for (;;) {
  for (const former of await inState('kept', 'dropped')) await requestDrop(readModels, former); // once readers of changes are carried over
  let [build] = await inState('building', 'ready');
  build ??= await readModels.startBuild('calls', { rulesVersion: '1', logIdentity: 'log', switching: 'auto' });
  if (build.state === 'building') {
    await fill(build);
    build = await readModels.changeGeneration(build, { state: 'ready' });
  }
  await readModels.switchTo(build);
  process.stdout.write(`${build.number}\n`);
}
