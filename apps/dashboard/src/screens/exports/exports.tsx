import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';

const Exports = () => {
  const texts = useTexts();
  return <Page title={texts.exports.title}>{null}</Page>;
};

export default Exports;
