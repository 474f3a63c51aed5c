import { Page } from '../../parts/page.js';

const RecordScreen = ({ id }: { id: string }) => <Page title={id}>{null}</Page>;

export default RecordScreen;
