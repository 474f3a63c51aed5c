import { decideForEvent, decideForLinkedStream, isDecided, type DialogEnd, type LinkAction } from './linking.js';
import { linkEvent, recorded, streams } from '../../../test/support/recorded.js';
import type { LoggedEvent } from './callEvent.js';

const [r1, r2] = [streams.record('r1'), streams.record('r2')];
const [ofA, ofB, ofC] = ['a', 'b', 'c'].map(streams.dialog) as [string, string, string];

/** Any event in this stream: what it names is given beside it. */
const eventIn = (stream: string): LoggedEvent =>
  recorded([{ event_type: 'user_dialog', event_name: 'dialog_close', dialog_uuid: 'a' }], { stream })[0]!;
const at = (dialog: string, end: string): DialogEnd => ({ dialog, end });
const decide = (stream: string, own: DialogEnd | null, ...named: DialogEnd[]): LinkAction[] =>
  decideForEvent(eventIn(stream), { own, named, metBefore: [], metSince: [], allMetBefore: () => [] });
const decideEntry = (stream: string, own: DialogEnd, ...metBefore: DialogEnd[]): LinkAction[] =>
  decideForEvent(eventIn(stream), { own, named: [], metBefore, metSince: [], allMetBefore: () => metBefore });

describe("what an event in a record's stream asks the linker for", () => {
  it("links its dialog's stream, and those of the dialogs it is tied to, to the record", () =>
    expect(decide(r1, at('a', ofA), at('b', ofB))).toEqual([
      { do: 'link', dialog: 'a', from: ofA, to: r1 },
      { do: 'link', dialog: 'b', from: ofB, to: r1 },
    ]));

  it('links the stream in which the chain of a dialog ends, not the dialog of which it began', () =>
    expect(decide(r1, at('a', ofC))).toEqual([{ do: 'link', dialog: 'a', from: ofC, to: r1 }]));

  it('is nothing where all of them are here already', () => expect(decide(r1, at('a', r1), at('b', r1))).toEqual([]));

  it('leaves its dialog in the record that was linked first: the event goes there, and this record notes it', () =>
    expect(decide(r2, at('a', r1))).toEqual([
      { do: 'noteElsewhere', stream: r2, dialog: 'a', to: r1, tiedTo: null },
      { do: 'copy', to: r1 },
    ]));

  it('is no claim on a dialog that it only names and that stands with its own in another record', () =>
    expect(decide(r2, at('a', r1), at('b', r1))).toEqual([
      { do: 'noteElsewhere', stream: r2, dialog: 'a', to: r1, tiedTo: null },
      { do: 'copy', to: r1 },
    ]));

  it('links what it names to where its own dialog is', () =>
    expect(decide(r2, at('a', r1), at('b', ofB))).toEqual([
      { do: 'link', dialog: 'b', from: ofB, to: r1 },
      { do: 'noteElsewhere', stream: r2, dialog: 'a', to: r1, tiedTo: null },
      { do: 'copy', to: r1 },
    ]));

  it('is a note in both records where its dialog is tied to one of another record, by name or by a meeting', () => {
    const inBoth = [
      { do: 'noteElsewhere', stream: r1, dialog: 'b', to: r2, tiedTo: 'a' },
      { do: 'noteElsewhere', stream: r2, dialog: 'a', to: r1, tiedTo: 'b' },
    ];
    expect(decide(r1, at('a', r1), at('b', r2))).toEqual(inBoth);
    expect(decideEntry(r1, at('a', r1), at('b', r2))).toEqual(inBoth);
  });

  it('is a note for each dialog of a meeting which a second record enters, and then one for each that enters', () => {
    expect(decideEntry(r2, at('c', r2), at('a', r1), at('b', r1))).toEqual([
      { do: 'noteElsewhere', stream: r2, dialog: 'a', to: r1, tiedTo: 'c' },
      { do: 'noteElsewhere', stream: r1, dialog: 'c', to: r2, tiedTo: 'a' },
      { do: 'noteElsewhere', stream: r1, dialog: 'c', to: r2, tiedTo: 'b' },
    ]);
    const there = [at('a', r1), at('b', r1), at('c', r2)];
    expect(decideEntry(r1, at('d', r1), ...there)).toEqual([
      { do: 'noteElsewhere', stream: r1, dialog: 'c', to: r2, tiedTo: 'd' },
    ]);
    const r3 = streams.record('r3');
    expect(decideEntry(r3, at('d', r3), ...there)).toEqual([
      { do: 'noteElsewhere', stream: r3, dialog: 'a', to: r1, tiedTo: 'd' },
    ]);
  });

  it('does not rest on the notes of dialogs that entered a meeting later, which a crash may have lost with its own', () =>
    expect(
      decideForEvent(eventIn(r2), {
        own: at('b', r2),
        named: [],
        metBefore: [at('a', r1)],
        metSince: [at('c', streams.record('r3'))],
        allMetBefore: () => [at('a', r1)],
      }),
    ).toEqual([
      { do: 'noteElsewhere', stream: r2, dialog: 'a', to: r1, tiedTo: 'b' },
      { do: 'noteElsewhere', stream: r1, dialog: 'b', to: r2, tiedTo: 'a' },
    ]));

  it('claims for the record nothing but unlinked dialogs where it is about none itself', () =>
    expect(decide(r1, null, at('b', ofB), at('c', r2))).toEqual([{ do: 'link', dialog: 'b', from: ofB, to: r1 }]));
});

describe("what an event in an unlinked dialog's stream asks the linker for", () => {
  it('links the stream to the record of a dialog that it is tied to, that of its own before others', () => {
    expect(decide(ofA, at('a', ofA), at('b', ofB), at('c', r1))).toEqual([
      { do: 'link', dialog: 'c', from: ofA, to: r1 },
    ]);
    expect(decide(ofB, at('a', r2), at('c', r1))).toEqual([{ do: 'link', dialog: 'a', from: ofB, to: r2 }]);
  });

  it("brings its dialog's stream to the stream in which it stands, a caller's", () =>
    expect(decide(ofB, at('a', ofA), at('b', ofB))).toEqual([{ do: 'link', dialog: 'a', from: ofA, to: ofB }]));

  it('brings the stream to that of another dialog that it is tied to, where none has a record', () =>
    expect(decide(ofA, at('a', ofA), at('b', ofB), at('c', ofC))).toEqual([
      { do: 'link', dialog: 'b', from: ofA, to: ofB },
    ]));

  it('is nothing where all of them are here already', () => expect(decide(ofA, at('a', ofA))).toEqual([]));
});

describe("what an event in a linked dialog's stream asks the linker for", () => {
  it('is a copy of it where the link leads', () =>
    expect(decideForLinkedStream(eventIn(ofA), r1)).toEqual([{ do: 'copy', to: r1 }]));

  it('is a copy of all that stands before the link, when it is the link itself', () => {
    const link = linkEvent('DialogLinked', { stream: ofA, dialog: 'a', to: r1 });
    expect(decideForLinkedStream(link, r1)).toEqual([{ do: 'copyHeld', from: ofA, to: r1 }]);
  });
});

it("asks for nothing more once it was copied from another record, but is decided when it comes from a dialog's stream", () => {
  const copied = (copiedFrom: string): LoggedEvent => {
    const event = eventIn(r1);
    return { ...event, metadata: { ...event.metadata, copiedFrom } };
  };
  expect(isDecided(copied(r2))).toBe(true);
  expect(isDecided(copied(ofA))).toBe(false);
  expect(isDecided(eventIn(r1))).toBe(false);
});
