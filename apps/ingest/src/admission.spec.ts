import { Admission } from './admission.js';

describe('Admission', () => {
  it('lets in up to so many events and bytes', () => {
    const admission = new Admission({ events: 3, bytes: 100 });
    expect(admission.enter(10, 2)).toBe(true);
    expect(admission.enter(10, 2)).toBe(false);
    expect(admission.enter(91, 1)).toBe(false);
    expect(admission.enter(90, 1)).toBe(true);
    expect(admission).toMatchObject({ waitingEvents: 3, waitingBytes: 100 });
  });

  it('has room again for what has left', () => {
    const admission = new Admission({ events: 1, bytes: 100 });
    admission.enter(100, 1);
    expect(admission.hasRoomFor(1)).toBe(false);
    admission.leave(100, 1);
    expect(admission.hasRoomFor(100)).toBe(true);
  });

  it('says once that it is full, and once that half of it is free again, with the number refused', () => {
    const said: string[] = [];
    const admission = new Admission(
      { events: 4, bytes: 100 },
      { onFull: () => said.push('full'), onRoom: (refused) => said.push(`room after ${refused}`) },
    );
    for (let i = 0; i < 4; i++) admission.enter(10, 1);
    for (let i = 0; i < 3; i++) admission.countRefused();
    admission.leave(10, 1);
    admission.countRefused();
    expect(said).toEqual(['full']);
    admission.leave(10, 1);
    admission.leave(10, 1);
    expect(said).toEqual(['full', 'room after 4']);
    admission.countRefused();
    expect(said).toEqual(['full', 'room after 4', 'full']);
  });
});
