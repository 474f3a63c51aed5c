/** The texts of the screen Rebuilds. */
export const rebuilds = {
  title: 'Rebuilds',
};
