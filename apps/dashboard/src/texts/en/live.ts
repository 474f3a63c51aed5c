/** The texts of the screen Live. */
export const live = {
  title: 'Live',
};
