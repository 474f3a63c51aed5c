import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';

const Rebuilds = () => {
  const texts = useTexts();
  return <Page title={texts.rebuilds.title}>{null}</Page>;
};

export default Rebuilds;
