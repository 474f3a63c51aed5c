/** The texts of the screen Calls. */
export const calls = {
  title: 'Calls',
};
