/** A name of a webhook source, part of its address and of its events' metadata. */
export const SOURCE_NAME = /^[a-z0-9-]{1,32}$/;
/** The same in words, which go on after "takes". */
export const SOURCE_NAME_RULE = 'a-z, 0-9 and -, up to 32 characters';
