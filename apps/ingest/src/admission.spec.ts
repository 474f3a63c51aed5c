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
});
