import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';

const Statistics = () => {
  const texts = useTexts();
  return <Page title={texts.statistics.title}>{null}</Page>;
};

export default Statistics;
