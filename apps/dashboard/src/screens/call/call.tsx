import { Page } from '../../parts/page.js';

const CallScreen = ({ id }: { id: string }) => <Page title={id}>{null}</Page>;

export default CallScreen;
