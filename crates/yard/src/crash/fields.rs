//! The published list: what a report may say, and nothing else.

/// One field of a report.
pub(super) struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// Characters at most; a number has none.
    pub most: usize,
}

const fn field(name: &'static str, zh: &'static str, en: &'static str, most: usize) -> Field {
    Field { name, zh, en, most }
}

/// All fields, in the order in which they are shown.
pub(super) const FIELDS: &[Field] = &[
    field("kind", "异常的种类", "kind of fault", 0),
    field("name", "错误类型名", "name of the error", 60),
    field(
        "message",
        "错误说明（已去除数字、网址和引文）",
        "message, without numbers, addresses and quotations",
        300,
    ),
    field("stack", "程序调用堆栈（已去除网址参数）", "call stack, without what addresses carry", 6_000),
    field("page", "出错的页面（不含编号）", "the page it happened on, without ids", 80),
    field("process", "进程：页面或后台线程", "process: page or worker", 0),
    field("version", "客户端版本", "version of the client", 40),
    field("build", "客户端构建号", "build of the client", 60),
    field("model", "设备型号", "device model", 60),
    field("system", "操作系统", "operating system", 40),
    field("system_version", "操作系统版本", "version of the operating system", 40),
    field("browser", "浏览器", "browser", 40),
    field("browser_version", "浏览器版本", "version of the browser", 40),
    field("language", "界面语言", "language of the page", 20),
    field("network", "网络类型", "kind of network", 20),
    field("memory_gb", "设备内存（GB，粗略）", "memory of the device in GB, roughly", 0),
    field("storage_mb", "浏览器可用存储（MB）", "storage left to the browser in MB", 0),
    field("installation", "安装标识的哈希值", "hash of the installation's identifier", 64),
];

/// What a field may have at most.
pub(super) fn most(name: &str) -> usize {
    FIELDS.iter().find(|field| field.name == name).map_or(0, |field| field.most)
}
