// The emoji that a procurement team's messages have; any other code is shown as it was written.

const CODES =
  "+1 👍 -1 👎 alarm_clock ⏰ arrow_right ➡️ arrow_up ⬆️ arrow_down ⬇️ bar_chart 📊 bell 🔔 blush 😊 boom 💥 briefcase 💼 bulb 💡 " +
  "calendar 📅 chart_with_downwards_trend 📉 chart_with_upwards_trend 📈 checkered_flag 🏁 clap 👏 clipboard 📋 clock1 🕐 cry 😢 " +
  "earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 email 📧 exclamation ❗ eyes 👀 factory 🏭 fire 🔥 globe_with_meridians 🌐 " +
  "grey_question ❔ handshake 🤝 heart ❤️ heavy_check_mark ✔️ heavy_minus_sign ➖ heavy_plus_sign ➕ hourglass ⌛ hourglass_flowing_sand ⏳ house 🏠 " +
  "inbox_tray 📥 information_source ℹ️ joy 😂 key 🔑 large_blue_circle 🔵 large_green_circle 🟢 large_orange_circle 🟠 large_yellow_circle 🟡 left_right_arrow ↔️ link 🔗 lock 🔒 mag 🔍 " +
  "memo 📝 moneybag 💰 no_entry ⛔ no_entry_sign 🚫 office 🏢 ok_hand 👌 outbox_tray 📤 package 📦 paperclip 📎 pencil 📝 pencil2 ✏️ " +
  "point_right 👉 pray 🙏 pushpin 📌 question ❓ red_circle 🔴 repeat 🔁 rocket 🚀 rotating_light 🚨 scales ⚖️ balance_scale ⚖️ shield 🛡️ slightly_smiling_face 🙂 " +
  "smile 😄 smiley 😃 speech_balloon 💬 star ⭐ stopwatch ⏱️ tada 🎉 thinking_face 🤔 thought_balloon 💭 traffic_light 🚥 truck 🚚 " +
  "warning ⚠️ wave 👋 white_check_mark ✅ white_circle ⚪ wink 😉 world_map 🗺️ wrench 🔧 x ❌ zap ⚡";

const words = CODES.split(" ");
const BY_CODE = new Map(words.flatMap((word, index) => (index % 2 ? [] : [[word, words[index + 1]]])));

/** The character for a code without its colons; nothing for an unknown one. */
export const emoji = (code) => BY_CODE.get(code.replace(/::skin-tone-\d$/, ""));

/** Text in which known codes between colons are characters. */
export const withEmoji = (text) => text.replace(/:([\w+-]+):/g, (whole, code) => emoji(code) ?? whole);
