/** The texts of the screen Call. */
export const call = {
  title: 'Call',
};
