/** The texts of the screen Quality. */
export const quality = {
  title: 'Quality',
};
