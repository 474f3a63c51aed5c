import { StoreUnavailable } from '#ports';
import { DiskRoom, type FreeRoom } from './diskRoom.js';

describe('the room on a disk', () => {
  let free: FreeRoom;
  let now: number;
  let looks: number;
  const look = (): FreeRoom => {
    looks += 1;
    return free;
  };
  const roomOf = (reserved: number): DiskRoom => new DiskRoom(look, reserved, () => now);
  beforeEach(() => {
    [free, now, looks] = [{ onDisk: 1_000, inFile: 0 }, 0, 0];
  });

  it('is there for a build while more is free than is reserved, and again once there is room', () => {
    const room = roomOf(256);
    expect(() => room.assertForBuild()).not.toThrow();
    [free, now] = [{ onDisk: 200.9, inFile: 55 }, 10_000];
    expect(() => room.assertForBuild()).toThrow(StoreUnavailable);
    expect(() => room.assertForBuild()).toThrow(
      "the disk of DATA_DIR has 200 MB left, and the read models' file 55 MB: a build leaves 256 MB to the live calls",
    );
    [free, now] = [{ onDisk: 256, inFile: 0 }, 20_000];
    expect(() => room.assertForBuild()).not.toThrow();
  });

  it('is in the file, too, where something was dropped, but not for what is written first beside it', () => {
    const room = roomOf(256);
    free = { onDisk: 170, inFile: 5_000 };
    expect(() => room.assertForBuild()).not.toThrow();
    [free, now] = [{ onDisk: 100, inFile: 5_000 }, 10_000];
    expect(() => room.assertForBuild()).toThrow(StoreUnavailable);
  });

  it('is not looked at for every write, but again after a look that failed', () => {
    const room = roomOf(1);
    for (; now < 1_000; now += 1) room.assertForBuild();
    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThan(10);
    now = 2_000;
    const failing = new DiskRoom(
      () => {
        throw new Error('no such folder');
      },
      1,
      () => now,
    );
    for (let i = 0; i < 2; i++) expect(() => failing.assertForBuild()).toThrow('no such folder');
  });
});
