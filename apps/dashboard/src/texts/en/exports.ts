/** The texts of the screen Exports. */
export const exports = {
  title: 'Exports',
};
