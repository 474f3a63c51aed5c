/** The texts of the screen Records. */
export const records = {
  title: 'Records',
};
