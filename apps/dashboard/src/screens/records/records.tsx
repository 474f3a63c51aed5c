import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';

const Records = () => {
  const texts = useTexts();
  return <Page title={texts.records.title}>{null}</Page>;
};

export default Records;
