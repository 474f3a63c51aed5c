import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';

const Quality = () => {
  const texts = useTexts();
  return <Page title={texts.quality.title}>{null}</Page>;
};

export default Quality;
