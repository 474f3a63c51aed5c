/** The texts of the screen Statistics. */
export const statistics = {
  title: 'Statistics',
};
