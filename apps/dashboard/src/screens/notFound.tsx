import { Link } from 'wouter-preact';
import { Page } from '../parts/page.js';
import { useTexts } from '../texts/texts.js';

export const NotFound = () => {
  const { notFound } = useTexts().frame;
  return (
    <Page title={notFound.title}>
      <p>{notFound.detail}</p>
      <p>
        <Link href="/calls">{notFound.home}</Link>
      </p>
    </Page>
  );
};
