import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  Server,
  ServerCredentials,
  status,
  type Metadata,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { AppendCalls } from './appendCalls.js';
import { FaultSwitch, type Faults } from './faults.js';
import { Journal } from './journal.js';
import {
  failure,
  featuresMessages,
  gossipMessages,
  GossipService,
  nameOf,
  noLeader,
  ServerFeaturesService,
  streams,
  StreamsService,
  shared,
  unavailable,
} from './protocol.js';
import { ReadCalls } from './readCalls.js';
import { Rights, type Users } from './rights.js';
import { ServerLog } from './serverLog.js';

export interface ServerOptions {
  /** The port to listen on; 0 for any free one. */
  readonly port: number;
  /** The file that keeps the log, so that it survives a kill; null: the log is only in memory. */
  readonly dataFile: string | null;
  /** The server version that it reports and behaves as. */
  readonly version: string;
  /** The server's `--max-append-event-size`; null: no limit for one event. */
  readonly maxEventBytes: number | null;
  /** The users, whose rights are in the log; null: everybody may do everything. */
  readonly users: Users | null;
  /** Certificate and key as PEM; null: without TLS. */
  readonly tls: { readonly certificate: Buffer; readonly key: Buffer } | null;
}

/** The largest message that the server accepts. A larger event ends the whole batch call of its connection. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

const credentialsOf = (tls: ServerOptions['tls']): ServerCredentials =>
  tls === null
    ? ServerCredentials.createInsecure()
    : ServerCredentials.createSsl(null, [{ cert_chain: tls.certificate, private_key: tls.key }]);

/** Whether the version is 24.10 or newer, since which servers behave differently in some points. */
const isFrom2410 = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 10);
};

/** How long a clean stop waits until clients have disconnected. */
const STOP_MS = 1_000;

/** The running double. */
export class RunningServer {
  constructor(
    readonly port: number,
    private readonly server: Server,
    private readonly faults: FaultSwitch,
    private readonly appends: AppendCalls,
    private readonly reads: ReadCalls,
    private readonly seen: ReadonlySet<string>,
  ) {}

  /** Each kind of call so far with its authorization header: `read Basic YTpi`, or `batchAppend` when it had none. */
  get users(): readonly string[] {
    return [...this.seen].sort();
  }

  get subscriptions(): number {
    return this.reads.subscriptions;
  }

  setFaults(change: Partial<Faults>): void {
    this.faults.set(change);
    if (change.unavailable !== true) return;
    this.reads.drop(unavailable());
    this.appends.disconnect(unavailable());
  }

  /** Refuses every call from now on, as if another node were the leader. The caller should end the process soon, as a deposed leader does. */
  depose(): void {
    this.faults.set({ deposed: true });
    this.reads.drop(noLeader());
    this.appends.disconnect(noLeader());
  }

  /** Stops cleanly: subscriptions end with code 13 (INTERNAL), then connections and port are closed. */
  async stop(): Promise<void> {
    const stopping = failure(status.INTERNAL, 'the server stops');
    this.reads.drop(stopping);
    this.appends.disconnect(stopping);
    const ended = new Promise<void>((resolve) => {
      this.server.tryShutdown(() => resolve());
    });
    await Promise.race([ended, wait(STOP_MS)]);
    this.server.forceShutdown();
  }
}

/** Starts the double on 127.0.0.1. */
export const startServer = async ({
  port,
  dataFile,
  version,
  maxEventBytes,
  users,
  tls,
}: ServerOptions): Promise<RunningServer> => {
  const log = new ServerLog(dataFile === null ? null : new Journal(dataFile));
  const faults = new FaultSwitch();
  const rights = new Rights(log, users);
  let boundPort = port;
  const appends = new AppendCalls(log, faults, () => boundPort, maxEventBytes, rights);
  const reads = new ReadCalls(log, faults, isFrom2410(version), rights);
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  const seen = new Set<string>();
  const noting =
    <Call extends { readonly metadata: Metadata }, Rest extends unknown[]>(
      name: string,
      handle: (call: Call, ...rest: Rest) => void,
    ) =>
    (call: Call, ...rest: Rest): void => {
      seen.add([name, ...call.metadata.get('authorization')].join(' '));
      handle(call, ...rest);
    };
  server.addService(StreamsService, {
    read: noting('read', reads.read),
    append: noting('append', appends.append),
    batchAppend: noting('batchAppend', appends.batchAppend),
    ...deletions(log),
  });
  server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods(version, faults) });
  server.addService(GossipService, { read: clusterInfo(faults, () => boundPort) });
  boundPort = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentialsOf(tls), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return new RunningServer(boundPort, server, faults, appends, reads, seen);
};

const deletions = (log: ServerLog) => ({
  delete: (
    call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>,
    callback: sendUnaryData<streams.DeleteResp>,
  ) => {
    log.delete(nameOf(call.request.getOptions()?.getStreamIdentifier()));
    callback(null, new streams.DeleteResp());
  },
  tombstone: (
    call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
    callback: sendUnaryData<streams.TombstoneResp>,
  ) => {
    log.tombstone(nameOf(call.request.getOptions()?.getStreamIdentifier()));
    callback(null, new streams.TombstoneResp());
  },
});

/** Answers which calls the server has. The client uses batchAppend if it is among them. */
const supportedMethods =
  (version: string, faults: FaultSwitch) =>
  (
    _: ServerUnaryCall<shared.Empty, featuresMessages.SupportedMethods>,
    callback: sendUnaryData<featuresMessages.SupportedMethods>,
  ) => {
    faults.run(() => {
      if (faults.now.unavailable) {
        callback(unavailable());
        return;
      }
      if (faults.take('featuresRefused')) {
        callback(failure(status.RESOURCE_EXHAUSTED, 'injected: too much to do'));
        return;
      }
      const supported = new featuresMessages.SupportedMethods();
      supported.setEventStoreServerVersion(version);
      for (const name of Object.keys(StreamsService)) {
        const method = new featuresMessages.SupportedMethod();
        method.setServiceName('event_store.client.streams.streams');
        method.setMethodName(name.toLowerCase());
        supported.addMethods(method);
      }
      callback(null, supported);
    });
  };

/** Answers what this node knows of its cluster: no other nodes, and itself as the leader unless it was deposed. */
const clusterInfo =
  (faults: FaultSwitch, port: () => number) =>
  (
    _: ServerUnaryCall<shared.Empty, gossipMessages.ClusterInfo>,
    callback: sendUnaryData<gossipMessages.ClusterInfo>,
  ) => {
    faults.run(() => {
      const { LEADER, UNKNOWN } = gossipMessages.MemberInfo.VNodeState;
      const member = memberAt(port(), faults.now.deposed ? UNKNOWN : LEADER);
      if (faults.now.unavailable) callback(unavailable());
      else callback(null, new gossipMessages.ClusterInfo().setMembersList([member]));
    });
  };

const memberAt = (port: number, state: gossipMessages.MemberInfo.VNodeState): gossipMessages.MemberInfo => {
  const id = new shared.UUID();
  id.setString(randomUUID());
  const endPoint = new gossipMessages.EndPoint();
  endPoint.setAddress('127.0.0.1');
  endPoint.setPort(port);
  const member = new gossipMessages.MemberInfo();
  member.setInstanceId(id);
  member.setTimeStamp(String(Date.now()));
  member.setState(state);
  member.setIsAlive(true);
  member.setHttpEndPoint(endPoint);
  return member;
};
