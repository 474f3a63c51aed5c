import { api, dataOf, type Call } from '../../api/client.js';
import { queryClient, SESSION_KEY } from '../../api/queryClient.js';
import { serverNow } from '../../api/serverClock.js';
import { API_BASE } from '../../settings/served.js';
import { applyChange, applyList, withoutEnded, type Change, type OpenCalls } from './openCalls.js';

/** A tab that is hidden so long has no stream: a browser allows six connections to a server over HTTP/1.1. */
const HIDDEN_MILLIS = 30_000;
/** The list is asked for anew so often: calls become stale by the clock, which the feed does not tell. */
const RELOAD_MILLIS = 60_000;
const RECONNECT_MILLIS = 3000;

const loadOpen = async (): Promise<readonly Call[]> => {
  const calls: Call[] = [];
  let cursor: string | null = null;
  do {
    const query: { status: ['open']; limit: number; cursor?: string } = {
      ...{ status: ['open'], limit: 500 },
      ...(cursor !== null && { cursor }),
    };
    const page: { items: Call[]; nextCursor: string | null } = await dataOf(
      api.GET('/v1/calls', { params: { query } }),
    );
    calls.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return calls;
};

/**
 * The open calls, kept current: the stream is opened first and its changes are kept, then the list is asked for and the kept changes come on
 * top. The same after every interruption, so that no change is lost and none counts twice.
 */
export class LiveFeed {
  calls: OpenCalls = new Map();
  isConnected = false;
  /** Whether the list has been answered once: before that nothing is known. */
  isLoaded = false;
  private source: EventSource | null = null;
  private token = '';
  /** Changes since the list was asked for; null while none is on its way. */
  private meanwhile: Change[] | null = null;
  private hiding: number | undefined;
  private reconnecting: number | undefined;
  private readonly reloading: number;

  constructor() {
    this.reloading = window.setInterval(() => {
      if (this.isConnected) void this.load();
    }, RELOAD_MILLIS);
    document.addEventListener('visibilitychange', this.onVisibility);
    this.connect();
  }

  /** The calls as of now; those that ended a while ago are dropped. */
  current(): OpenCalls {
    this.calls = withoutEnded(this.calls, serverNow());
    return this.calls;
  }

  end(): void {
    window.clearInterval(this.reloading);
    window.clearTimeout(this.hiding);
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.disconnect();
  }

  private connect(): void {
    const since = this.token === '' ? '' : `?since=${encodeURIComponent(this.token)}`;
    const source = new EventSource(`${API_BASE}/v1/changes/stream${since}`);
    this.source = source;
    source.addEventListener('open', () => {
      this.isConnected = true;
      void this.load();
    });
    source.addEventListener('change', (event: MessageEvent<string>) => {
      this.token = event.lastEventId;
      this.take(JSON.parse(event.data) as Change);
    });
    source.addEventListener('error', () => {
      this.isConnected = false;
      if (source.readyState === EventSource.CLOSED) this.connectLater();
    });
  }

  private disconnect(): void {
    window.clearTimeout(this.reconnecting);
    this.source?.close();
    this.source = null;
    this.isConnected = false;
  }

  /** The browser has given up, as it does where it is refused. Whoever is signed out is led to the sign-in page by the session's query. */
  private connectLater(): void {
    void queryClient.refetchQueries({ queryKey: SESSION_KEY });
    this.reconnecting = window.setTimeout(() => this.connect(), RECONNECT_MILLIS);
  }

  private take(change: Change): void {
    this.meanwhile?.push(change);
    this.calls = applyChange(this.calls, change, serverNow());
  }

  private async load(): Promise<void> {
    if (this.meanwhile !== null) return;
    const meanwhile: Change[] = [];
    this.meanwhile = meanwhile;
    try {
      const list = await loadOpen();
      this.calls = applyList(this.calls, list, meanwhile, serverNow());
      this.isLoaded = true;
    } catch {
      this.isConnected = false; // shown as such; the stream's next opening or the next minute loads again
    } finally {
      this.meanwhile = null;
    }
  }

  private readonly onVisibility = (): void => {
    window.clearTimeout(this.hiding);
    if (document.hidden) this.hiding = window.setTimeout(() => this.disconnect(), HIDDEN_MILLIS);
    else if (this.source === null) this.connect();
  };
}
