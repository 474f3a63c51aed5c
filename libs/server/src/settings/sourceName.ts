/** A name of a webhook source, part of its address and of its events' metadata. */
export const SOURCE_NAME = /^[a-z0-9-]{1,32}$/;
