import { StoreUnavailable } from '#ports';
import { DiskRoom } from './diskRoom.js';

describe('the room on a disk', () => {
  let free: number;
  let now: number;
  let looks: number;
  const look = (folder: string): number => {
    expect(folder).toBe('/data');
    looks += 1;
    return free;
  };
  const roomOf = (reserved: number): DiskRoom => new DiskRoom('/data', reserved, look, () => now);
  beforeEach(() => {
    [free, now, looks] = [1_000, 0, 0];
  });

  it('is there for a build while more is free than is reserved, and again once there is room', () => {
    const room = roomOf(256);
    expect(() => room.assertForBuild()).not.toThrow();
    [free, now] = [255.9, 10_000];
    expect(() => room.assertForBuild()).toThrow(StoreUnavailable);
    expect(() => room.assertForBuild()).toThrow('has 255 MB left: a build leaves 256 MB to the live calls');
    [free, now] = [256, 20_000];
    expect(() => room.assertForBuild()).not.toThrow();
  });

  it('is not looked at for every write', () => {
    const room = roomOf(1);
    for (; now < 1_000; now += 1) room.assertForBuild();
    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThan(10);
  });

  it("is a real disk's", () => expect(() => new DiskRoom(process.cwd(), 0).assertForBuild()).not.toThrow());
});
