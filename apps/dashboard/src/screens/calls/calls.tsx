import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';

const Calls = () => {
  const texts = useTexts();
  return <Page title={texts.calls.title}>{null}</Page>;
};

export default Calls;
