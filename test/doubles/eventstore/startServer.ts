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
  /** 0: any free port. */
  readonly port: number;
  /** Keeps the log there, so that it survives a kill; null: in memory. */
  readonly dataFile: string | null;
  /** The version it says it has. */
  readonly version: string;
  /** The server's `--max-append-event-size`; null: no limit for one event. */
  readonly maxEventBytes: number | null;
  /** Who may call, by the rights that the log holds; null: everybody may do everything. */
  readonly users: Users | null;
  /** PEM; null: without TLS. */
  readonly tls: { readonly certificate: Buffer; readonly key: Buffer } | null;
}

/** Largest message the server takes: an event beyond it ends the whole connection's append stream. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

const credentialsOf = (tls: ServerOptions['tls']): ServerCredentials =>
  tls === null
    ? ServerCredentials.createInsecure()
    : ServerCredentials.createSsl(null, [{ cert_chain: tls.certificate, private_key: tls.key }]);

/** Whether it behaves as 24.10 and newer do, for that is where the servers differ. */
const isFrom2410 = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 10);
};

/** How long a clean stop waits for its clients. */
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

  /** Who has called what so far, by the header: `read Basic YTpi`, `batchAppend` for nobody. */
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

  /** From now on another node leads: every call is refused. As on the server, the process is to end soon afterwards. */
  depose(): void {
    this.faults.set({ deposed: true });
    this.reads.drop(noLeader());
    this.appends.disconnect(noLeader());
  }

  /** A clean stop: subscriptions end with code 13, then connections and port close. */
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

/** The client asks which calls the server has and takes batchAppend where it can. */
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

/** A cluster as this node sees it: it leads, unless it was deposed, and of others it knows nothing. */
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
