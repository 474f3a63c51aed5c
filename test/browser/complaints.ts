import type { BrowserContext } from 'playwright-core';

/**
 * Adds to the list what the browser complains of in any page of a context: errors on its console (whatever breaks its content
 * security policy is one) and errors that nobody caught.
 */
export const complaintsOf = (context: BrowserContext, complaints: string[]): void => {
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.location().url}: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(`not caught: ${error.error().message}`));
};
