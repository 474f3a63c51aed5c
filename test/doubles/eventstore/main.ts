// Runs the EventStoreDB protocol double as a process:
// node dist/test/doubles/eventstore/main.js [--port n] [--data file] [--version x.y.z] [--max-append-event-size bytes] [--users JSON]
//   [--certificate file --key file]
// A parent that forked it injects faults over the process channel (control.ts), and the double ends with that parent.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Command, Ready, Reply, Request } from './control.js';
import type { Users } from './rights.js';
import { startServer, type RunningServer } from './startServer.js';

/** How long a deposed leader refuses calls before it ends its process. */
const DEPOSED_MS = 500;

const perform = async (server: RunningServer, command: Command): Promise<Reply['answer']> => {
  switch (command.do) {
    case 'setFaults':
      server.setFaults(command.faults);
      return null;
    case 'countSubscriptions':
      return server.subscriptions;
    case 'listUsers':
      return server.users;
    case 'depose':
      server.depose();
      setTimeout(() => process.exit(1), DEPOSED_MS);
      return null;
    case 'stop':
      await server.stop();
      return null;
  }
};

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    data: { type: 'string' },
    version: { type: 'string', default: '23.10.7' },
    'max-append-event-size': { type: 'string' },
    users: { type: 'string' },
    certificate: { type: 'string' },
    key: { type: 'string' },
  },
});
const maxEventBytes = values['max-append-event-size'];
const server = await startServer({
  port: Number(values.port),
  dataFile: values.data ?? null,
  version: values.version,
  maxEventBytes: maxEventBytes === undefined ? null : Number(maxEventBytes),
  users: values.users === undefined ? null : (JSON.parse(values.users) as Users),
  tls:
    values.certificate === undefined || values.key === undefined
      ? null
      : { certificate: readFileSync(values.certificate), key: readFileSync(values.key) },
});
if (process.send === undefined) console.log(`listening on 127.0.0.1:${server.port}`);
else {
  const send = (message: Ready | Reply): boolean | undefined => process.send?.(message);
  process.on('message', (request: Request) => {
    void perform(server, request.command).then((answer) => send({ id: request.id, answer }));
  });
  process.on('disconnect', () => process.exit(0));
  send({ port: server.port });
}
