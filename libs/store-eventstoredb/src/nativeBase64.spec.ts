import fc from 'fast-check';
import protobuf from 'google-protobuf';
import { decodeBase64Natively } from './nativeBase64.js';

const { Message } = protobuf;

describe('decodeBase64Natively', () => {
  it('makes the bytes of any Base64 that protobuf itself makes of it', () => {
    const ofProtobuf = Message.bytesAsU8.bind(Message);
    decodeBase64Natively();
    fc.assert(
      fc.property(fc.base64String({ maxLength: 300 }), (base64) => {
        expect(Message.bytesAsU8(base64)).toEqual(ofProtobuf(base64));
      }),
    );
  });

  it('leaves what is no text as it is', () => {
    decodeBase64Natively();
    const bytes = Uint8Array.of(1, 2, 3);
    expect(Message.bytesAsU8(bytes as never)).toBe(bytes);
  });
});
