import type { CampaignRecord, Consultant, Titled } from './deliveries.js';

/** The people and things of the documented flow, and one more of each. */
export const pawel: Consultant = {
  id: 1,
  username: 'pkowalski',
  firstname: 'Paweł',
  surname: 'kowalski',
  displayName: 'Konsultant Paweł',
  number: '48xxxxxxxxx5',
};
export const ewa: Consultant = {
  id: 2,
  username: 'enowak',
  firstname: 'Ewa',
  surname: 'Nowak',
  displayName: 'Konsultantka Ewa',
  number: '48xxxxxxxxx6',
};
export const projectPawel: Titled = { id: 1, name: 'Projekt Paweł' };
export const reczna: Titled = { id: '5f463dbd80f35763375fe367', name: 'Reczna' };

/** The record of the documented flow. */
export const seedRecord: CampaignRecord = {
  id: '5f46504480f35766ae0e449e',
  createdDate: '2020-08-26 12:06:28',
  campaign: reczna,
  project: projectPawel,
  number: '48xxxxxxxxx',
  dialingMethod: 'PREVIEW',
};
