import { StoreUnavailable, type Lease, type Leases } from '#ports';
import { LEASE_MILLISECONDS } from '#projections';
import { until } from '../../../../test/support/deliver.js';
import { underLease, type LeaseParts } from './lease.js';

/** A store of one lease, which can be away. */
class OneLease implements Leases {
  current: Lease | null = null;
  isAway = false;
  looks = 0;
  attempts = 0;

  lease(): Promise<Lease | null> {
    this.#assertThere();
    this.looks += 1;
    return Promise.resolve(this.current);
  }

  moveLease(_name: string, owner: string | null, seen: number): Promise<boolean> {
    this.attempts += 1;
    this.#assertThere();
    if ((this.current?.counter ?? 0) !== seen) return Promise.resolve(false);
    this.current = { owner, counter: seen + 1 };
    return Promise.resolve(true);
  }

  #assertThere(): void {
    if (this.isAway) throw new StoreUnavailable('away');
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

const holds = (what: string, condition: () => boolean): Promise<void> =>
  until(what, () => Promise.resolve(condition()), 10_000);

describe('a lease', () => {
  let leases: OneLease;
  let now: number;
  let said: string[];
  let stop: AbortController;
  const partsOf = (owner: string): LeaseParts => ({
    leases,
    name: 'linker',
    owner,
    clock: () => now,
    onStandby: (other, isSilent) => said.push(`${owner} stands by behind ${other}${isSilent ? ', who is silent' : ''}`),
    onTakenOver: (other) => said.push(`${owner} takes over from ${other}`),
    onLost: () => said.push(`${owner} has lost it`),
  });
  /** Holds the lease until it is lost or the test ends. */
  const hold = (owner: string): Promise<void> =>
    underLease(partsOf(owner), stop.signal, async (signal) => {
      said.push(`${owner} works`);
      await untilAborted(signal);
    });

  beforeEach(() => {
    leases = new OneLease();
    now = 1_000_000;
    said = [];
    stop = new AbortController();
  });
  afterEach(() => stop.abort());

  it('is held by one owner, who renews it, and is given back at the end', async () => {
    const held = hold('one');
    await holds('one works', () => said.includes('one works'));
    expect(leases.current).toEqual({ owner: 'one', counter: 1 });
    now += 1_000;
    await holds('it is renewed', () => leases.current?.counter === 2);
    stop.abort();
    await held;
    expect(leases.current).toEqual({ owner: null, counter: 3 });
    expect(said).toEqual(['one works']);
  });

  it('is taken over once its counter has not moved for its length by the clock of who waits', async () => {
    leases.current = { owner: 'dead', counter: 7 };
    const held = hold('one');
    await holds('one stands by', () => said.includes('one stands by behind dead'));
    now += LEASE_MILLISECONDS - 1;
    await holds('one says that dead is silent', () => said.includes('one stands by behind dead, who is silent'));
    expect(said).not.toContain('one works');
    now += 1;
    await holds('one works', () => said.includes('one works'));
    expect(said).toContain('one takes over from dead');
    expect(leases.current).toEqual({ owner: 'one', counter: 8 });
    stop.abort();
    await held;
  });

  it('is not taken from an owner who renews it, however far the clocks of the two are apart', async () => {
    leases.current = { owner: 'alive', counter: 7 };
    const waiting = hold('one').catch(() => undefined);
    for (let renewal = 0; renewal < 4; renewal++) {
      const { looks } = leases;
      await holds('one has looked', () => leases.looks > looks);
      now += LEASE_MILLISECONDS - 1;
      leases.current = { owner: 'alive', counter: leases.current.counter + 1 };
    }
    expect(said).not.toContain('one works');
    stop.abort();
    await waiting;
  });

  it('that was given back is free at once', async () => {
    leases.current = { owner: null, counter: 7 };
    const held = hold('one');
    await holds('one works', () => said.includes('one works'));
    expect(said).toEqual(['one works']);
    stop.abort();
    await held;
  });

  it('is kept by an owner who could not renew it for long, as long as nobody else has taken it', async () => {
    const held = hold('one');
    await holds('one works', () => said.includes('one works'));
    leases.isAway = true;
    const { attempts } = leases;
    now += 10 * LEASE_MILLISECONDS;
    await holds('it has tried twice', () => leases.attempts >= attempts + 2);
    leases.isAway = false;
    await holds('it is renewed', () => leases.current?.counter === 2);
    expect(said).toEqual(['one works']);
    stop.abort();
    await held;
  });

  it('is lost by an owner who was asleep while another one took it', async () => {
    const held = hold('one');
    await holds('one works', () => said.includes('one works'));
    leases.current = { owner: 'other', counter: 2 };
    now += 1_000;
    await held;
    expect(said).toEqual(['one works', 'one has lost it']);
    expect(leases.current).toEqual({ owner: 'other', counter: 2 });
  });

  it('is still held by an owner whose renewal took effect though its answer was lost', async () => {
    const held = hold('one');
    await holds('one works', () => said.includes('one works'));
    leases.current = { owner: 'one', counter: 2 };
    now += 1_000;
    await holds('it is renewed', () => leases.current?.counter === 3);
    stop.abort();
    await held;
    expect(said).toEqual(['one works']);
  });
});
