/** The registry of read models: one document each, which build of it is live and how far that has got. */
module.exports = {
  async up(db) {
    const [existing] = await db.listCollections({ name: 'read_models' }).toArray();
    if (!existing) await db.createCollection('read_models');
  },

  /** The read models themselves can be rebuilt from the log at any time. */
  async down(db) {
    await db.collection('read_models').drop();
  },
};
