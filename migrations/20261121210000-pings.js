const DAY_S = 86_400;

/** Where drivers are and were: nobody's history, so that all of it ends by itself. */
module.exports = {
  async up(db) {
    await db
      .collection('driver_positions')
      .createIndex({ receivedAt: 1 }, { expireAfterSeconds: DAY_S });
    await db.collection('telemetry').createIndexes([
      { key: { driverId: 1, at: 1 } },
      // Each says itself when it ends: how long trails are kept is for the writer to say.
      { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
    ]);
  },

  async down(db) {
    await db.collection('driver_positions').drop();
    await db.collection('telemetry').drop();
  },
};
