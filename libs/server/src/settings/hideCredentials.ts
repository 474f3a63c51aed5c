const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s"/?#]*@/gi;
const SECRET_PARAMETER = /([?&][^=&\s"]*(?:pass|secret|token|key)[^=&\s"]*=)[^&\s"]*/gi;

/** The text without user names and passwords of the addresses in it: `mongodb://user:pw@host` becomes `mongodb://***@host`. */
export const hideCredentials = (text: string): string =>
  text.replace(USER_INFO, '$1***@').replace(SECRET_PARAMETER, '$1***');
