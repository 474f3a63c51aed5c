import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCertificate } from './certificate.js';
import type { Command, Ready, Reply, Request } from './control.js';
import type { Faults } from './faults.js';
import type { Users } from './rights.js';

/** A child process can run built code only, so tests, which run from source, start the file of the build. */
const mainFile = (): string => {
  const url = new URL('./main.js', import.meta.url);
  if (import.meta.url.endsWith('.ts')) url.pathname = url.pathname.replace('/test/doubles/', '/dist/test/doubles/');
  return fileURLToPath(url);
};

/** How long the process may take to start or to answer. */
const LIMIT_MS = 20_000;

/** Runs the EventStoreDB protocol double in a process of its own, with its own data file, on a free port of 127.0.0.1. */
export class EventStoreDouble {
  #child: ChildProcess | null = null;
  #port = 0;
  #lastId = 0;
  readonly #pending = new Map<number, (reply: Reply) => void>();

  private constructor(
    private readonly folder: string,
    private readonly version: string,
    private readonly maxEventBytes: number | null,
    private readonly users: Users | null,
    private readonly hasTls: boolean,
  ) {}

  /**
   * Starts a double with an empty log.
   * @param options.version the server version that it reports and behaves as
   * @param options.maxEventBytes the server's limit for one event; null: no limit
   * @param options.users who may call; null: everybody may do everything
   * @param options.insteadOf another node of the same cluster, whose log this one shares. Only one of these nodes may run at a time; one that
   * takes over has to be started, or restarted, after the other has ended
   * @param options.tls serves with a certificate made for this double, which its URL names
   */
  static async start({
    version = '23.10.7',
    maxEventBytes = null,
    users = null,
    insteadOf,
    tls = false,
  }: {
    readonly version?: string;
    readonly maxEventBytes?: number | null;
    readonly users?: Users | null;
    readonly insteadOf?: EventStoreDouble;
    readonly tls?: boolean;
  } = {}): Promise<EventStoreDouble> {
    const folder = insteadOf?.folder ?? (await mkdtemp(join(tmpdir(), 'eventstore-double-')));
    const double = new EventStoreDouble(folder, version, maxEventBytes, users, tls);
    if (tls) await double.#writeCertificate();
    await double.restart();
    return double;
  }

  get url(): string {
    return `esdb://${this.address}?${this.hasTls ? `tlsCAFile=${this.#certificateFile}` : 'tls=false'}`;
  }

  /** Host and port, the same after a restart. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** The id of its process; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** Starts the process without faults. If it ran before, it has the same port and the same data again. */
  async restart(): Promise<void> {
    const args = ['--port', String(this.#port), '--data', join(this.folder, 'log.ndjson'), '--version', this.version];
    if (this.maxEventBytes !== null) args.push('--max-append-event-size', String(this.maxEventBytes));
    if (this.users !== null) args.push('--users', JSON.stringify(this.users));
    if (this.hasTls) args.push('--certificate', this.#certificateFile, '--key', this.#keyFile);
    const child = fork(mainFile(), args, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child = child;
    const signal = AbortSignal.timeout(LIMIT_MS);
    const ended = once(child, 'exit', { signal }).then(() => {
      throw new Error('the EventStoreDB double ended at its start');
    });
    const [ready] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Ready];
    ended.catch(() => undefined);
    child.once('exit', (code, by) => {
      // Without this message nobody would know why tests see an outage that they did not cause.
      if (this.#child === child)
        console.error(`the EventStoreDB double has ended by itself (${by ?? code ?? 'unknown'})`);
    });
    this.#port = ready.port;
    child.on('message', (reply: Reply) => {
      this.#pending.get(reply.id)?.(reply);
      this.#pending.delete(reply.id);
    });
  }

  /** Changes the faults that are named and leaves the others as they are. */
  async setFaults(faults: Partial<Faults>): Promise<void> {
    await this.#send({ do: 'setFaults', faults });
  }

  async countSubscriptions(): Promise<number> {
    const { answer } = await this.#send({ do: 'countSubscriptions' });
    return Number(answer);
  }

  /** Each kind of call since the start, followed by the authorization header it came with, if any. */
  async listUsers(): Promise<readonly string[]> {
    const { answer } = await this.#send({ do: 'listUsers' });
    return answer as readonly string[];
  }

  /** Ends the process at once, as `kill -9` does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Makes this node a deposed leader: it refuses every call and soon ends its own process. Resolves when the process has ended. */
  async depose(): Promise<void> {
    const child = this.#child;
    if (child === null) throw new Error('the EventStoreDB double does not run');
    const exited = once(child, 'exit');
    await this.#send({ do: 'depose' });
    this.#child = null;
    await exited;
  }

  /** Stops cleanly: ends subscriptions and connections, then the process. */
  async stop(): Promise<void> {
    await this.#send({ do: 'stop' });
    await this.kill();
  }

  /** Ends the process and removes its data. */
  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  get #certificateFile(): string {
    return join(this.folder, 'certificate.pem');
  }

  get #keyFile(): string {
    return join(this.folder, 'key.pem');
  }

  async #writeCertificate(): Promise<void> {
    const { certificate, key } = makeCertificate();
    await writeFile(this.#certificateFile, certificate);
    await writeFile(this.#keyFile, key);
  }

  #send(command: Command): Promise<Reply> {
    const child = this.#child;
    if (child === null) throw new Error('the EventStoreDB double does not run');
    const id = ++this.#lastId;
    const request: Request = { id, command };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the EventStoreDB double did not ${command.do}`)), LIMIT_MS);
      this.#pending.set(id, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      child.send(request);
    });
  }
}
