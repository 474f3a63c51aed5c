import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';

const Live = () => {
  const texts = useTexts();
  return <Page title={texts.live.title}>{null}</Page>;
};

export default Live;
